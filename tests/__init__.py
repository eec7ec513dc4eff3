"""The tests, a package: one of the packages that tests need brings a ``tests`` of its own, which would come before a mere folder."""
