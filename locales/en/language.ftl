# The language itself.
language-name = English
# The locale whose order and words days and times have.
language-dates = en-GB
list-two = { $one } and { $two }
list-more = { $begun }, { $next }
list-end = { $begun } and { $last }
today-at = today, { $time }
