# Sourced: arguments, a fresh folder, and mpirun as it must be called in a container.
nail=$1 nail_mpi=$2 root=$3 folder=$4
# shellcheck disable=SC2034
root=$(cd "$root" && pwd)
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder" || exit 1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# No network, no binding, and no complaint about a transport that a container lacks.
export OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
# MPI itself keeps memory to the end of the process: no business of a leak checker.
export ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-}
die() {
  echo "$*" >&2
  exit 1
}
