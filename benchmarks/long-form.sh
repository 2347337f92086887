# Sourced by the scripts here that run tests of the sample in their long form, on each JDK that is found.
# JAVA_HOME chooses the first JDK, JAVA25_HOME the second.

run_tests() { # tests, options...
	local home homes=()
	for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/*; do
		if [[ -n "$home" && -x "$home/bin/javac" ]]; then
			home=$(readlink -f "$home")
			[[ " ${homes[*]-} " == *" $home "* ]] || homes+=("$home")
		fi
	done
	local tests=$1
	shift
	exec mvn -pl sample-app -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test="$tests" \
		-Dfailsafe.failIfNoSpecifiedTests=false "$@" -Dtest.java.homes="$(IFS=:; echo "${homes[*]}")"
}
