"""Whether the tables keep their rules: Great Expectations suites over what raw says and what was built."""
