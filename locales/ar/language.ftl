language-name = العربية
language-dates = ar
