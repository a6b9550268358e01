"""Documents on paper: an invoice as a PDF, set once and kept byte for byte."""
