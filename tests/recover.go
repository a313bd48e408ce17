// recover.go -- panics of faults, caught: the unwinder goes through a handler's frame.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

type node struct{ next *node; value int }

func deref(n *node) (v int, err interface{}) {
	defer func() { err = recover() }()
	return n.next.value, nil
}

func divide(a, b int) (v int, err interface{}) {
	defer func() { err = recover() }()
	return a / b, nil
}

func index(s []int, i int) (v int, err interface{}) {
	defer func() { err = recover() }()
	return s[i], nil
}

func deep(n int, p *node) int {
	defer func() {}()
	if n == 0 {
		return p.value
	}
	return deep(n-1, p) + 1
}

func main() {
	_, err := deref(&node{nil, 1})
	fmt.Println("nil:", err)
	_, err = divide(1, len(os.Args)-1)
	fmt.Println("zero:", err)
	_, err = index([]int{1, 2}, len(os.Args)+4)
	fmt.Println("index:", err)
	func() {
		defer func() { fmt.Println("deep:", recover()) }()
		deep(200, nil)
	}()
	var group sync.WaitGroup
	caught := make(chan int, 100)
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() {
				if recover() != nil {
					caught <- 1
				}
			}()
			var p *node
			fmt.Sprint(p.value)
		}()
	}
	group.Wait()
	fmt.Println("caught", len(caught))
	_, file, _, ok := runtime.Caller(0)
	fmt.Println("caller", ok, len(file) > 0)
	start := time.Now()
	time.Sleep(10 * time.Millisecond)
	fmt.Println("slept", time.Since(start) >= 10*time.Millisecond)
}
