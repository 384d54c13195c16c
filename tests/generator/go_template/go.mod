module barnabas/go_template

go 1.24
