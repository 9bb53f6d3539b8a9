"""Papers for signature and workbooks for the office: frozen rows go in, a finished file comes out."""
