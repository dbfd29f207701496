import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A FUSE server, in a mount namespace of its own, that takes FLUSH and STATFS and never answers, and a child that calls execve with a
 * close-on-exec descriptor of it: it says the child's pid and holds it in execve until its input ends or 10 s have passed, for whoever reads the child meanwhile waits.
 */
const PROGRAM = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
static char in[1 << 17];
static struct { struct fuse_out_header head; char data[256]; } out;
static void serve(int dev, int told) {
  for (;;) {
    if (read(dev, in, sizeof in) <= 0) continue;
    struct fuse_in_header *asked = (void *)in;
    struct fuse_attr *file = 0;
    size_t size = 0;
    memset(&out, 0, sizeof out);
    out.head.unique = asked->unique;
    if (asked->opcode == FUSE_FLUSH) { write(told, "x", 1); continue; }
    if (asked->opcode == FUSE_FORGET || asked->opcode == FUSE_INTERRUPT || asked->opcode == FUSE_STATFS) continue;
    if (asked->opcode == FUSE_INIT) {
      struct fuse_init_out *o = (void *)out.data;
      o->major = 7; o->minor = 31; o->max_write = 4096; size = sizeof *o;
    } else if (asked->opcode == FUSE_LOOKUP) {
      struct fuse_entry_out *o = (void *)out.data;
      o->nodeid = 2; o->attr_valid = o->entry_valid = 1000; file = &o->attr; size = sizeof *o;
    } else if (asked->opcode == FUSE_GETATTR) {
      struct fuse_attr_out *o = (void *)out.data;
      o->attr_valid = 1000; file = &o->attr; size = sizeof *o;
    } else if (asked->opcode == FUSE_OPEN) size = sizeof(struct fuse_open_out);
    else if (asked->opcode != FUSE_RELEASE) out.head.error = -38;
    if (file) { file->ino = asked->nodeid == 1 && asked->opcode == FUSE_GETATTR ? 1 : 2; file->nlink = 1; file->mode = file->ino == 1 ? S_IFDIR | 0755 : S_IFREG | 0755; }
    out.head.len = sizeof out.head + size;
    write(dev, &out, out.head.len);
  }
}
int main(int n, char **a) {
  char options[99], name[99];
  int told[2], go[2];
  if (unshare(CLONE_NEWNS) || mount(0, "/", 0, MS_REC | MS_PRIVATE, 0)) { perror("unshare"); return 1; }
  int dev = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  sprintf(options, "fd=%d,rootmode=40000,user_id=0,group_id=0", dev);
  if (mount("stuck", a[1], "fuse", 0, options)) { perror("mount"); return 1; }
  pipe(told); pipe(go);
  pid_t server = fork();
  if (!server) { alarm(12); serve(dev, told[1]); }
  pid_t child = fork();
  if (!child) {
    char c;
    sprintf(name, "%s/f", a[1]);
    close(dev); close(told[0]); close(told[1]); close(go[1]);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) { perror("open"); _exit(1); }
    if (n > 2) { read(go[0], &c, 1); close(go[0]); }
    execl("/bin/sleep", "sleep", "1000", NULL);
    _exit(1);
  }
  char c;
  if (n > 2) { printf("%d\\n", child); fflush(stdout); read(0, &c, 1); write(go[1], "x", 1); }
  read(told[0], &c, 1);
  printf("%d\\n", child); fflush(stdout);
  struct pollfd input = { 0, POLLIN, 0 };
  poll(&input, 1, 10000);
  kill(server, SIGKILL); close(dev); kill(child, SIGKILL);
  waitpid(server, 0, 0); waitpid(child, 0, 0);
  return 0;
}`

/** One that will: it waits for `go`. */
export interface Later extends Stuck {
  go(): Promise<void>
}

export interface Stuck {
  readonly pid: number
  /** In whose mount namespace that mount is; who enters by the stuck one waits for it. */
  readonly parent: number
  /** Lets it go, and takes all away. */
  end(): Promise<void>
}

/** A process that hangs in execve. */
export function stuckProgram(): { start(): Promise<Stuck>; later(): Promise<Later>; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-stuck-'))
  const path = join(folder, 'stuck')
  writeFileSync(`${path}.c`, PROGRAM)
  execFileSync('gcc', ['-O1', '-w', '-o', path, `${path}.c`])
  return {
    async start() {
      const mount = mkdtempSync(join(folder, 'mount-'))
      const child = spawn(path, [mount], { stdio: ['pipe', 'pipe', 'inherit'] })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      return { pid: Number(line), parent: child.pid ?? 0, end: () => ended(child) }
    },
    async later() {
      const mount = mkdtempSync(join(folder, 'mount-'))
      const child = spawn(path, [mount, 'later'], { stdio: ['pipe', 'pipe', 'inherit'] })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const go = async () => {
        child.stdin.write('x')
        await once(child.stdout, 'data')
      }
      return { pid: Number(line), parent: child.pid ?? 0, go, end: () => ended(child) }
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.stdin?.end()
  await once(child, 'exit')
}
