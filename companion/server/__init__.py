"""The shared server: sync for laptops, pages for marketing."""
