"""What became of money that was received: given back, on its way back, disputed."""
