module barnabas/jr

go 1.26.0

require github.com/jrnd-io/jr v0.4.0

require (
	github.com/adrg/xdg v0.5.3 // indirect
	github.com/cnkei/gospline v0.0.0-20191204052713-d67fac29a294 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/paulmach/go.geojson v1.5.0 // indirect
	github.com/rs/zerolog v1.34.0 // indirect
	github.com/squeeze69/codicefiscale v1.0.4 // indirect
	github.com/squeeze69/generacodicefiscale v1.0.5 // indirect
	golang.org/x/sys v0.32.0 // indirect
	golang.org/x/text v0.24.0 // indirect
)
