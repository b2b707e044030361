"""A fictional archipelago at war: an atlas of any size that names nobody and no place there is."""
