"""Documents on paper: an invoice as a PDF, typeset once and kept byte for byte."""
