package main

import (
	"fmt"
	"net/http"
	"time"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, time.Now().UTC().Format(time.RFC3339))
	})
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}
