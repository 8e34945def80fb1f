// Only what custom resources look like comes from these modules; nothing of them is compiled.
module stargate.io/lab/managed-crds

go 1.24.0

require (
	github.com/Azure/azure-container-networking v1.7.0
	github.com/cilium/cilium v1.17.0
)
