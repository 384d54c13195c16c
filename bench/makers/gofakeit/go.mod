module barnabas/gofakeit

go 1.26.0

require github.com/brianvoe/gofakeit/v7 v7.18.4
