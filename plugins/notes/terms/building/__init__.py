"""Makes the dictionary's file of terms with a free licence: the same sources give the same bytes."""
