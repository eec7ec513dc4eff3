"""What clinical notes say, with the words that say it: found, read and asserted by rules that anybody can check."""
