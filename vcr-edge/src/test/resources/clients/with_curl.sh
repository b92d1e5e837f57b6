set -eu
base=$1
curl() { command curl --silent --show-error --fail --no-buffer --max-time 30 "$@"; }
printf 'json '; curl --json '{"say": "hello"}' "$base/json"; echo
printf 'upload '; printf 'the file' | curl --form 'file=@-;filename=a.txt' "$base/upload"; echo
printf 'stream '; curl --raw "$base/stream" | sha256sum # with the sizes of the chunks
printf 'frames '; curl --raw "$base/frames" | sha256sum
printf 'download '; curl "$base/download" | sha256sum
