"""Commands for operators: `flask --app 'wsgi:admin()' GROUP COMMAND`."""
