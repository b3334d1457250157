"""``python -m companion.server`` is ``companion-server``."""

import sys

from companion.server.commands import main

sys.exit(main())
