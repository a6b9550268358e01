"""What spreadsheets read of the database: what an import must know, and the lists that go out."""
