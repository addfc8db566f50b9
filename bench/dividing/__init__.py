"""Parts of the redraw benchmark."""
