language-name = Español
language-dates = es
