// Command pause holds a pod's namespaces open until it is told to stop.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	// With pid 1 of a shared process namespace, reaping the orphans is ours too: the kernel does it when nobody cares.
	signal.Ignore(syscall.SIGCHLD)
	<-stop
}
