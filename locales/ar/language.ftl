language-name = العربية
language-dates = ar
list-two = { $one } و{ $two }
list-more = { $begun } و{ $next }
list-end = { $begun } و{ $last }
today-at = اليوم، { $time }
