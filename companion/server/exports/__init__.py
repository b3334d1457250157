"""Back to the CRM: calls and what was heard on them, as files that CRMs import as activities."""
