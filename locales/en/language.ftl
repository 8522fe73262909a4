# The language itself.
language-name = English
# The locale whose order and words days and times have.
language-dates = en-GB
