language-name = Español
language-dates = es
list-two = { $one } y { $two }
list-more = { $begun }, { $next }
list-end = { $begun } y { $last }
today-at = hoy, { $time }
