import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Roles of whatever may go wrong; each says `ready` when it has begun, and dies with the test. `make` of ROLES runs in main. */
const PROGRAM = `
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static char buffer[1 << 20];
static void ready(void) { puts("ready"); fflush(stdout); }
static void fail(const char *what) { perror(what); exit(1); }
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static void burn(double s) { for (double end = now() + s; now() < end; ) ; }
static int child(void) { int pid = fork(); if (pid < 0) fail("fork"); if (!pid) prctl(PR_SET_PDEATHSIG, SIGKILL); return pid; }
static void *idle(void *x) { pause(); return x; }
static long num(char **a, int i) { return a[i] ? atol(a[i]) : 0; }

/* CPU */
static void spin(char **a) { for (long i = 1; i < num(a, 2); i++) if (!child()) for (;;) ; ready(); for (;;) ; }
static void alone(char **a) { pthread_t t; for (long i = 0; i < num(a, 2); i++) pthread_create(&t, 0, idle, 0); ready(); for (;;) ; }
static void work(char **a) { ready(); for (;;) { burn(0.005); usleep(5000); } }
static void kernel(char **a) {
  for (long i = 1; i < num(a, 2); i++) if (!child()) break;
  int fd = open("/dev/zero", O_RDONLY);
  ready();
  for (;;) if (read(fd, buffer, sizeof buffer) < 0) fail("read");
}
static void storm(char **a) { ready(); for (;;) { if (!fork()) { burn(0.0003); _exit(0); } while (waitpid(-1, 0, WNOHANG) > 0) ; wait(0); } }
static void zombies(char **a) { for (long i = 0; i < num(a, 2); i++) { if (!fork()) _exit(0); } ready(); for (;;) { usleep(300000); if (!fork()) _exit(0); } }
static void vforks(char **a) {
  for (long i = 0; i < num(a, 2); i++) if (!child()) { if (!vfork()) { prctl(PR_SET_PDEATHSIG, SIGKILL); for (;;) pause(); } pause(); }
  ready(); pause();
}

/* memory */
static char *area(long mib) {
  char *p = mmap(0, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) fail("mmap");
  madvise(p, mib << 20, MADV_NOHUGEPAGE);
  for (long i = 0; i < mib << 20; i += 64) *(long *)(p + i) = rand();
  return p;
}
static void cycle(char **a) { long mib = num(a, 2); char *p = area(mib); ready(); for (;;) for (long i = 0; i < mib << 20; i += 4096) p[i]++; }
/* N MIB: each goes round in so much, drops what is oldest and writes it anew, all at once each second: none waits for a page to come back from swap. */
static void rings(char **a) {
  long mib = num(a, 3);
  int isFirst = 1;
  for (long i = 1; i < num(a, 2); i++) if (!child()) { isFirst = 0; break; }
  char *p = mmap(0, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) fail("mmap");
  madvise(p, mib << 20, MADV_NOHUGEPAGE);
  for (long lap = 0;; lap++) {
    for (long m = 0; m < mib; m++) {
      madvise(p + (m << 20), 1 << 20, MADV_DONTNEED);
      for (long i = 0; i < 1 << 20; i += 4096) p[(m << 20) + i] = 1;
      if (lap && m % 12 == 0) { double t = now(); usleep((1 - (t - (long)t)) * 1e6); }
    }
    if (isFirst && !lap) ready();
  }
}
static void keep(char **a) { area(num(a, 2)); ready(); pause(); }
static void greedy(char **a) { ready(); for (;;) { if (!child()) { area(num(a, 2)); pause(); } wait(0); usleep(300000); } }
static void scan(char **a) {
  ready();
  for (;;) { int fd = open(a[2], O_RDONLY); while (read(fd, buffer, sizeof buffer) > 0) ; close(fd); if (a[3]) usleep(num(a, 3)); }
}
/* FILE: 4 KiB here and there; of a mapping that is read at random the kernel would count no page as used. */
static void again(char **a) {
  int fd = open(a[2], O_RDONLY);
  if (fd < 0) fail(a[2]);
  long pages = lseek(fd, 0, SEEK_END) >> 12;
  posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
  srand(getpid());
  ready();
  for (;;) if (pread(fd, buffer, 4096, (rand() % pages) << 12) < 0) fail("read");
}
static void maps(char **a) {
  char *p = mmap(0, num(a, 2) << 12, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (long i = 0; i < num(a, 2); i += 2) if (mprotect(p + (i << 12), 4096, PROT_READ)) break;
  ready(); pause();
}

/* files */
static void filler(char **a) {
  int fd = open(a[2], O_CREAT | O_WRONLY, 0600);
  if (fd < 0) fail(a[2]);
  ready();
  for (long at = 0;; at = (at + 1) % num(a, 3)) if (pwrite(fd, buffer, sizeof buffer, at << 20) < 0) fail("write");
}
static void syncer(char **a) {
  int fd = open(a[2], O_CREAT | O_WRONLY, 0600);
  if (fd < 0) fail(a[2]);
  ready();
  for (;;) { pwrite(fd, buffer, 4096, 0); fsync(fd); usleep(10000); }
}
static void direct(char **a) {
  int fd = open(a[2], O_RDONLY | O_DIRECT);
  if (fd < 0) fail(a[2]);
  long blocks = lseek(fd, 0, SEEK_END) >> 12;
  void *p = aligned_alloc(4096, 4096);
  for (long i = 1; i < num(a, 3); i++) if (!child()) { srand(getpid()); break; }
  ready();
  for (;;) if (pread(fd, p, 4096, (rand() % blocks) << 12) < 0) fail("read");
}
static void toucher(char **a) {
  for (long i = 1; i < num(a, 3); i++) if (!child()) break;
  char name[512]; sprintf(name, "%s/%d", a[2], getpid());
  ready();
  for (;;) { int fd = open(name, O_CREAT | O_WRONLY, 0600); if (fd < 0) fail(name); write(fd, buffer, 4096); close(fd); usleep(10000); }
}

/* FOLDER N: asks for so many names that are not there. */
static void asker(char **a) {
  char name[512];
  for (long i = 0; i < num(a, 3); i++) { sprintf(name, "%s/%ld", a[2], i); access(name, F_OK); }
  ready(); pause();
}
/* FILE PAUSE_US: a block here and there, past the cache. */
static void lookups(char **a) {
  int fd = open(a[2], O_RDONLY | O_DIRECT);
  if (fd < 0) fail(a[2]);
  long blocks = lseek(fd, 0, SEEK_END) >> 12;
  void *p = aligned_alloc(4096, 4096);
  ready();
  for (;;) { if (pread(fd, p, 4096, (rand() % blocks) << 12) < 0) fail("read"); usleep(num(a, 3)); }
}

/* limits */
static void opens(char **a) {
  struct rlimit r = { num(a, 3), num(a, 3) };
  setrlimit(RLIMIT_NOFILE, &r);
  for (long i = 0; i < num(a, 2); i++) if (open("/dev/null", O_RDONLY) < 0) fail("open");
  ready(); pause();
}
static void forks(char **a) {
  signal(SIGCHLD, SIG_IGN);
  ready();
  for (;;) { int pid = fork(); if (!pid) { prctl(PR_SET_PDEATHSIG, SIGKILL); pause(); } if (pid < 0) usleep(50000); }
}

/* network */
static struct sockaddr_in at(const char *host, long port) {
  struct sockaddr_in s = { AF_INET, htons(port) };
  inet_pton(AF_INET, host, &s.sin_addr);
  return s;
}
static int listener(long port, long backlog) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in s = at("0.0.0.0", port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (void *)&s, sizeof s) || listen(fd, backlog)) fail("listen");
  return fd;
}
static int dial(char **a, int flags) {
  struct sockaddr_in s = at(a[2], num(a, 3));
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0);
  if (connect(fd, (void *)&s, sizeof s) && errno != EINPROGRESS) { close(fd); return -1; }
  return fd;
}
static void many(void) { struct rlimit r = { 65536, 65536 }; setrlimit(RLIMIT_NOFILE, &r); }
static void deaf(char **a) { listener(num(a, 2), num(a, 3)); ready(); pause(); }
static void leaky(char **a) { many(); int fd = listener(num(a, 2), 1024); ready(); for (;;) accept(fd, 0, 0); }
static void sink(char **a) { int fd = accept((ready(), listener(num(a, 2), 8)), 0, 0); while (read(fd, buffer, sizeof buffer) > 0) ; }
static void serve(char **a) {
  many();
  int l = listener(num(a, 2), 1024), e = epoll_create1(0), all = num(a, 3);
  struct epoll_event ev = { EPOLLIN, { .fd = l } }, got[64];
  epoll_ctl(e, EPOLL_CTL_ADD, l, &ev);
  ready();
  for (;;) {
    int n = epoll_wait(e, got, 64, -1);
    for (int i = 0; i < n; i++) {
      int fd = got[i].data.fd;
      if (fd == l) { ev.data.fd = accept(l, 0, 0); epoll_ctl(e, EPOLL_CTL_ADD, ev.data.fd, &ev); continue; }
      long k = read(fd, buffer, 4096);
      if (k > 0) write(fd, buffer, 2000);
      if (k <= 0 || all) close(fd);
    }
  }
}
/* HOST PORT PAUSE_US: a connection for each question. */
static void churner(char **a) {
  ready();
  for (;;) {
    int fd = dial(a, 0);
    if (fd < 0) { usleep(20000); continue; }
    write(fd, "x", 1); read(fd, buffer, 4096); close(fd);
    if (num(a, 4)) usleep(num(a, 4));
  }
}
/* HOST PORT N: closes first, so that its end keeps the port for a minute. */
static void closer(char **a) { for (long i = 0; i < num(a, 4); i++) { int fd = dial(a, 0); if (fd < 0) continue; shutdown(fd, SHUT_WR); close(fd); } ready(); pause(); }
/* HOST PORT N PER_SECOND: N at once, then more, each left at once. */
static void leaver(char **a) { for (long i = 0;; i++) { int fd = dial(a, 0); if (fd >= 0) close(fd); if (i == num(a, 4)) ready(); if (i >= num(a, 4)) usleep(1000000 / num(a, 5)); } }
/* HOST PORT N PAUSE_US: so many wait for an answer; then one more each time. */
static void caller(char **a) {
  many();
  for (long i = 0; i < num(a, 4); i++) dial(a, SOCK_NONBLOCK);
  ready();
  if (!num(a, 5)) pause();
  for (;;) { dial(a, SOCK_NONBLOCK); usleep(num(a, 5)); }
}
/* HOST PORT N PAUSE_US [BYTES]: N connections that are used again and again. */
static void talker(char **a) {
  int fd[256], n = num(a, 4);
  for (int i = 0; i < n; i++) if ((fd[i] = dial(a, 0)) < 0) fail("connect");
  ready();
  for (;;) { for (int i = 0; i < n; i++) { write(fd[i], buffer, num(a, 6) ? num(a, 6) : 1); read(fd[i], buffer, 4096); } usleep(num(a, 5)); }
}
/* HOST PORT N PAUSE_US: writes on N connections, whether they answer or not. */
static void streamer(char **a) {
  int fd[256], n = num(a, 4);
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < n; i++) { if ((fd[i] = dial(a, 0)) < 0) fail("connect"); fcntl(fd[i], F_SETFL, O_NONBLOCK); }
  ready();
  for (;;) { for (int i = 0; i < n; i++) write(fd[i], buffer, 16384); usleep(num(a, 5)); }
}

static const struct { const char *name; void (*run)(char **); } ROLES[] = {
  { "spin", spin }, { "alone", alone }, { "work", work }, { "kernel", kernel }, { "storm", storm }, { "zombies", zombies }, { "vforks", vforks },
  { "cycle", cycle }, { "rings", rings }, { "keep", keep }, { "greedy", greedy }, { "scan", scan }, { "again", again }, { "maps", maps },
  { "filler", filler }, { "syncer", syncer }, { "direct", direct }, { "toucher", toucher }, { "asker", asker }, { "lookups", lookups }, { "opens", opens }, { "forks", forks },
  { "deaf", deaf }, { "leaky", leaky }, { "sink", sink }, { "serve", serve }, { "churner", churner }, { "closer", closer }, { "leaver", leaver },
  { "caller", caller }, { "talker", talker }, { "streamer", streamer },
};
int main(int n, char **a) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, a[1]);
  setpgid(0, 0);
  for (int i = 0; i < sizeof ROLES / sizeof *ROLES; i++) if (!strcmp(ROLES[i].name, a[1])) ROLES[i].run(a);
  return 2;
}`

/** Compiles it: [its path, what removes it]. */
export function actorProgram(): [path: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-incident-'))
  const path = join(folder, 'actor')
  writeFileSync(`${path}.c`, PROGRAM)
  execFileSync('gcc', ['-O1', '-w', '-pthread', '-o', path, `${path}.c`])
  return [path, () => rmSync(folder, { recursive: true })]
}
