/* pop: a population of cheap processes to measure monitors against, and the init of its PID namespace.
 *
 *   pop [-n PROCESSES] [-t THREADS] [-w WAKING] [-u LEAST,MOST] -- COMMAND [ARGUMENT]...
 *
 * Forks PROCESSES children named napper0, napper1 ..., each of THREADS threads asleep in pause().  The first WAKING
 * of them wake every 200-500 ms and burn LEAST to MOST microseconds of CPU (500,3000), so that their rows move at
 * every refresh of a monitor.  When all of them are there, COMMAND runs beside them; its exit status becomes ours.
 * Run as PID 1 it reaps what is orphaned, and its own end makes the kernel kill all that is left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int threads = 1;
static long least_us = 500, most_us = 3000;

static void *nap(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

static long thread_cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static void wake_now_and_then(unsigned seed)
{
	/* A first nap of any length, so that they do not wake in step. */
	usleep(rand_r(&seed) % 500000);
	for (;;) {
		long end = thread_cpu_us() + least_us + rand_r(&seed) % (most_us - least_us + 1);
		while (thread_cpu_us() < end)
			;
		usleep(200000 + rand_r(&seed) % 300000);
	}
}

/* Each child gets a command line of its own, written over the one it inherited.  A last byte that is not NUL makes the
 * kernel end /proc/PID/cmdline at the first NUL (get_mm_proctitle), as for setproctitle(3). */
static void rename_self(int i, char *args, size_t room)
{
	char name[24];
	snprintf(name, sizeof name, "napper%d", i);
	prctl(PR_SET_NAME, name);
	memset(args, 0, room);
	snprintf(args, room, "%s --asleep", name);
	args[room - 1] = '.';
}

static void live(int i, int waking, int ready, char *args, size_t room)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rename_self(i, args, room);
	int null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
	for (int t = 1; t < threads; t++) {
		pthread_t id;
		pthread_attr_t small;
		pthread_attr_init(&small);
		pthread_attr_setstacksize(&small, 16384);
		if (pthread_create(&id, &small, nap, NULL))
			_exit(1);
	}
	if (write(ready, "x", 1) != 1)
		_exit(1);
	close(ready);
	if (i < waking)
		wake_now_and_then(i + 1);
	nap(NULL);
}

static int usage(void)
{
	fprintf(stderr, "usage: pop [-n PROCESSES] [-t THREADS] [-w WAKING] [-u LEAST,MOST] -- COMMAND [ARGUMENT]...\n");
	return 2;
}

int main(int argc, char **argv)
{
	int n = 100, waking = 0, option;
	while ((option = getopt(argc, argv, "+n:t:w:u:")) != -1) {
		if (option == 'n')
			n = atoi(optarg);
		else if (option == 't')
			threads = atoi(optarg);
		else if (option == 'w')
			waking = atoi(optarg);
		else if (option == 'u' && sscanf(optarg, "%ld,%ld", &least_us, &most_us) == 2 && most_us >= least_us)
			continue;
		else
			return usage();
	}
	if (optind >= argc)
		return usage();

	size_t room = argv[argc - 1] + strlen(argv[argc - 1]) + 1 - argv[0];
	int ready[2];
	if (pipe2(ready, O_CLOEXEC))
		return perror("pipe"), 3;
	for (int i = 0; i < n; i++) {
		pid_t child = fork();
		if (child < 0) {
			fprintf(stderr, "pop: fork of process %d of %d: %s\n", i + 1, n, strerror(errno));
			return 3;
		}
		if (child == 0) {
			close(ready[0]);
			live(i, waking, ready[1], argv[0], room);
		}
	}
	close(ready[1]);
	char byte;
	for (int i = 0; i < n; i++)
		if (read(ready[0], &byte, 1) != 1) {
			fprintf(stderr, "pop: only %d of %d processes started\n", i, n);
			return 3;
		}
	close(ready[0]);

	pid_t command = fork();
	if (command == 0) {
		execvp(argv[optind], argv + optind);
		fprintf(stderr, "pop: %s: %s\n", argv[optind], strerror(errno));
		_exit(127);
	}
	for (;;) {
		int status;
		pid_t ended = wait(&status);
		if (ended == command)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (ended < 0 && errno != EINTR)
			return perror("wait"), 3;
	}
}
