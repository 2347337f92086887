# Runs a server for as long as somebody holds the pipe of its directory open for writing:
# the master and its workers do, and the kernel lets go of it for whoever ends.
#
# Usage: guard.sh DIRECTORY SERVER ARGUMENT...

directory=$1
shift

# The end of the cluster reaches this process by the pipe, after all others.
trap '' HUP INT QUIT TERM

# A reader that did not wait for a writer to open the pipe, and is none itself.
exec 3<>"$directory/pipe" 4<"$directory/pipe" 3>&-

# Ctrl-C goes to all processes of the session.
if command -v setsid >/dev/null; then
	set -- setsid "$@"
fi
"$@" </dev/null >>"$directory/log" 2>&1 4<&- &
server=$!

(
	read -r _ <&4
	touch "$directory/over"
	kill -TERM "$server"
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sleep 0.25 || sleep 1
	done
	kill -KILL "$server"
) >/dev/null 2>&1 &
watcher=$!

exec 4<&-
echo "$server"
exec >&-

wait "$server"
status=$?
kill -KILL "$watcher"
if [ -e "$directory/over" ]; then
	rm -rf "$directory"
fi
exit "$status"
