"""Hold the tables of medicines: ingredients, products, brands, ATC codes and the words of their names."""
