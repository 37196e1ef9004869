"""One level out of those offered."""

from tempen.items.forms import one_cell as cells
from tempen.items.forms import one_code as codes
from tempen.items.forms import spread_one as spread
from tempen.items.forms import take_level as take

__all__ = ["cells", "codes", "spread", "take"]
