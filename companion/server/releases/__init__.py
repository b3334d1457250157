"""The releases that laptops update themselves from: a TUF repository in a plain folder."""
