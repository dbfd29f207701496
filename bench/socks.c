/* socks: TCP sockets on the loopback to measure monitors against, and the first process of its namespaces.
 *
 *   socks CONNECTIONS WAITS -- COMMAND [ARGUMENT]...
 *
 * Makes CONNECTIONS connections, each of which is two sockets in ESTABLISHED, and WAITS that are closed at once and so
 * are one socket in TIME-WAIT each; as these last 60 s, new ones are made at that rate.  A child holds at most 4000 connections, for the sake of the limit of open files.
 * When all of them are there, COMMAND runs beside them; its exit status becomes ours.  Run as PID 1 of a PID and network
 * namespace of its own, it takes all that is left with it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_HELD = 4000, MOST_OF_ADDRESS = 20000 };

/* A connection to ourselves at this address; both ends are left open. */
static void join(int listener, const struct sockaddr_in *address, int ends[2])
{
	ends[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (ends[0] < 0 || connect(ends[0], (const struct sockaddr *)address, sizeof *address) < 0)
		err(1, "connect");
	ends[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (ends[1] < 0)
		err(1, "accept");
}

/* One child: 127.1.CHILD.0 and what follows are its addresses, so that no port runs out. */
static void hold(int child, long connections, long waits, int ready)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5000)};
	int listener = -1, ends[2];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (long made = 0; made < connections + waits; made++) {
		if (made % MOST_OF_ADDRESS == 0) {
			address.sin_addr.s_addr = htonl(0x7f010000u + child * 256u + made / MOST_OF_ADDRESS + 1);
			if (listener >= 0)
				close(listener);
			listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
			if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0)
				err(1, "listen");
		}
		join(listener, &address, ends);
		if (made >= connections) {
			close(ends[0]);
			close(ends[1]);
		}
	}
	if (write(ready, "", 1) != 1)
		err(1, "write");
	for (long tenths = 0;; tenths++) {
		usleep(100000);
		for (long k = waits * tenths / 600; k < waits * (tenths + 1) / 600; k++) {
			join(listener, &address, ends);
			close(ends[0]);
			close(ends[1]);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 5)
		errx(2, "usage: socks CONNECTIONS WAITS -- COMMAND [ARGUMENT]...");
	long connections = atol(argv[1]), waits = atol(argv[2]);
	int children = (connections + MOST_HELD - 1) / MOST_HELD;
	int status = 1, pipes[2];
	char byte;

	if (children == 0)
		children = 1;
	if (pipe(pipes) < 0)
		err(1, "pipe");
	for (int i = 0; i < children; i++) {
		if (fork() == 0)
			hold(i, connections * (i + 1) / children - connections * i / children,
			     waits * (i + 1) / children - waits * i / children, pipes[1]);
	}
	for (int i = 0; i < children; i++)
		if (read(pipes[0], &byte, 1) != 1)
			err(1, "read");
	close(pipes[0]);
	close(pipes[1]);
	pid_t command = fork();
	if (command == 0) {
		execvp(argv[4], argv + 4);
		err(127, "%s", argv[4]);
	}
	for (pid_t ended; (ended = wait(&status)) != command;)
		if (ended < 0)
			err(1, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
