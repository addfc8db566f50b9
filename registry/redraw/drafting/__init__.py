"""Plans in the making: stored, edited, remarked on, approved by part."""
