"""Who may do what: nobody is asked on one's own machine; a team logs in and has roles."""
