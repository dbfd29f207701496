import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * uid: waits for a line, then is nobody · mem MIB: holds memory, says where · pageout PID ADDRESS BYTES: has another's memory put into
 * swap, without that one running · swap FILE MIB: makes a swap file, takes it back at the next line · name COMM: bears that name ·
 * storm SECONDS: children that live for an instant · vfork: at a line it waits in D for its vfork child, which ends at the next
 */
const PROGRAM = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static char line[64];
static void say(const char *what, void *where) { printf("%s %p\\n", what, where); fflush(stdout); }
static void hear(void) { if (!fgets(line, sizeof line, stdin)) exit(0); }
int main(int n, char **a) {
  if (!strcmp(a[1], "uid")) {
    say("ready", 0); hear();
    if (setuid(65534)) return 1;
    say("nobody", 0); hear();
  } else if (!strcmp(a[1], "mem")) {
    size_t size = atol(a[2]) << 20;
    char *p = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return 1;
    for (size_t i = 0; i < size; i++) p[i] = rand();
    say("at", p); hear();
  } else if (!strcmp(a[1], "pageout")) {
    struct iovec v = { (void *)strtoul(a[3], 0, 16), strtoul(a[4], 0, 10) };
    int fd = syscall(SYS_pidfd_open, atoi(a[2]), 0);
    if (fd < 0) { perror("pidfd_open"); return 1; }
    for (int i = 0; i < 8; i++)
      if (syscall(SYS_process_madvise, fd, &v, 1, 21, 0) < 0) { perror("process_madvise"); return 1; }
  } else if (!strcmp(a[1], "swap")) {
    long pages = atol(a[3]) << 8;
    int fd = open(a[2], O_RDWR | O_CREAT | O_TRUNC, 0600);
    char page[4096];
    for (long i = 0; i < pages; i++) {
      memset(page, 0, sizeof page);
      if (i == 0) { ((int *)page)[256] = 1; ((int *)page)[257] = pages - 1; memcpy(page + 4086, "SWAPSPACE2", 10); }
      if (write(fd, page, sizeof page) != sizeof page) return 1;
    }
    if (fsync(fd) || close(fd) || swapon(a[2], 0)) { perror("swapon"); return 1; }
    say("on", 0);
    while (fgets(line, sizeof line, stdin) && line[0] != 'x') ;
    if (swapoff(a[2])) { perror("swapoff"); return 1; }
    unlink(a[2]);
    say("off", 0); hear();
  } else if (!strcmp(a[1], "name")) {
    prctl(PR_SET_NAME, a[2]);
    say("named", 0); hear();
  } else if (!strcmp(a[1], "vfork")) {
    say("ready", 0); hear();
    // Not by the line buffer, which is the parent's.
    if (vfork() == 0) { char c; do if (read(0, &c, 1) < 1) break; while (c != '\\n'); _exit(0); }
    say("back", 0); hear();
  } else if (!strcmp(a[1], "storm")) {
    time_t end = time(0) + atol(a[2]);
    say("storm", 0);
    while (time(0) < end) {
      for (int i = 0; i < 20; i++) if (fork() == 0) { usleep(i * 500); _exit(0); }
      while (wait(0) > 0) ;
    }
  }
}`

/** Compiles a program that does what tests ask for: [its path, what removes it]. */
export function actor(): [path: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-actor-'))
  const path = join(folder, 'actor')
  writeFileSync(`${path}.c`, PROGRAM)
  execFileSync('gcc', ['-O1', '-w', '-o', path, `${path}.c`])
  return [path, () => rmSync(folder, { recursive: true })]
}
