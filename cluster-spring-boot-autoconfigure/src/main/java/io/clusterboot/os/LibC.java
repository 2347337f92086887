package io.clusterboot.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that the cluster needs.
 */
interface LibC extends Library {

	int dup(int fd) throws LastErrorException;

	int dup2(int from, int to) throws LastErrorException;

	@Nullable Pointer signal(int number, @Nullable Pointer handler) throws LastErrorException;

	int close(int fd) throws LastErrorException;

	int kill(int pid, int signal) throws LastErrorException;

	int open(String path, int flags) throws LastErrorException;

	int isatty(int fd);

	int getsockname(int fd, byte[] address, IntByReference length) throws LastErrorException;

	int getsockopt(int fd, int level, int option, byte[] value, IntByReference length) throws LastErrorException;

	int setsockopt(int fd, int level, int option, Pointer value, int length) throws LastErrorException;

}
