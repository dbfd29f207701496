import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * ANON ZERO SHARED: holds so many MiB of memory that is its own, of zeros, and shared. `o` puts them out into swap, `i` touches
 * them all, `f` has a child that shares them.
 */
const PROGRAM = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>
static char line[64];
static char *area(size_t mib, int how, int fill) {
  size_t size = mib << 20;
  if (size == 0) return 0;
  char *p = mmap(0, size, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) exit(1);
  madvise(p, size, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < size; i++) p[i] = fill ? rand() : 0;
  return p;
}
static void say(const char *what) { puts(what); fflush(stdout); }
int main(int n, char **a) {
  size_t size[3] = { atol(a[1]), atol(a[2]), atol(a[3]) };
  char *p[3] = { area(size[0], MAP_PRIVATE, 1), area(size[1], MAP_PRIVATE, 0), area(size[2], MAP_SHARED, 1) };
  say("ready");
  while (fgets(line, sizeof line, stdin)) {
    if (line[0] == 'o') {
      for (int times = 0; times < 8; times++)
        for (int i = 0; i < 3; i++) if (p[i]) madvise(p[i], size[i] << 20, 21);
      say("out");
    } else if (line[0] == 'i') {
      long sum = 0;
      for (int i = 0; i < 3; i++) for (size_t k = 0; k < size[i] << 20; k += 4096) sum += p[i][k];
      say(sum == 42 ? "in!" : "in");
    } else if (line[0] == 'f') {
      if (fork() == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); pause(); }
      say("forked");
    }
  }
  return 0;
}`

/** Compiled: [its path, what removes it]. */
export function swapper(): [path: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-swapper-'))
  const path = join(folder, 'swapper')
  writeFileSync(`${path}.c`, PROGRAM)
  execFileSync('gcc', ['-O1', '-w', '-o', path, `${path}.c`])
  return [path, () => rmSync(folder, { recursive: true })]
}

/** A swap file in use: [its path, what takes it back]. */
export function swapFile(mib: number, ...options: readonly string[]): [path: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-swap-'))
  const path = join(folder, 'a swap file')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(path, Buffer.alloc(mib << 20), { mode: 0o600, flush: true })
    execFileSync('mkswap', ['-q', path])
    execFileSync('swapon', [...options, path])
  } catch (error) {
    remove()
    throw error
  }
  return [
    path,
    () => {
      execFileSync('swapoff', [path])
      remove()
    },
  ]
}
