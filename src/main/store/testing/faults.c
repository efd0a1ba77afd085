/* For tests: a disk that fails. Preloaded into a process (LD_PRELOAD), it counts what is done to files below one folder and lets
   the n-th call fail, or the n-th and all after it. It is told what to do, and tells what it counted, through a small file that
   both sides map: faults.ts has the same fields in the same order. Files elsewhere are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, READ = 2, SYNC = 4, TRUNCATE = 8, OPEN = 16, LOCK = 32, MAP = 64 };

struct control {
  int kinds;      /* which calls are counted: a sum of the above */
  int nth;        /* the one that fails, from 1; 0: none */
  int persistent; /* whether all after it fail as well */
  int error;      /* the errno that is answered */
  int torn;       /* whether a write that fails has written half of it */
  int counted;    /* how many there were */
  int failed;     /* how many of them failed */
};

#define MOST 65536
static unsigned char watched[MOST]; /* by descriptor: whether the file is below the folder */
static struct control *control;
static const char *folder;
static size_t length;
static int (*real_open)(const char *, int, ...);

#define REAL(name)                                                          \
  ({                                                                        \
    static __typeof__(&name) real;                                          \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);           \
    real;                                                                   \
  })

__attribute__((constructor)) static void begin(void) {
  const char *told = getenv("GOLDILOCKS_FAULTS");
  folder = getenv("GOLDILOCKS_FAULTS_FOLDER");
  real_open = REAL(open);
  if (!told || !folder) return;
  length = strlen(folder);
  int fd = real_open(told, O_RDWR);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) control = mapped;
}

static int below(const char *path) { return control && path && strncmp(path, folder, length) == 0 && path[length] == '/'; }
static int watches(int fd) { return control && fd >= 0 && fd < MOST && watched[fd]; }

/* Counts a call. @returns whether it has to fail */
static int fails(int kind) {
  if (!(control->kinds & kind)) return 0;
  int n = __atomic_add_fetch(&control->counted, 1, __ATOMIC_SEQ_CST);
  if (control->nth == 0 || (control->persistent ? n < control->nth : n != control->nth)) return 0;
  __atomic_add_fetch(&control->failed, 1, __ATOMIC_SEQ_CST);
  errno = control->error;
  return 1;
}

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < MOST) watched[fd] = below(path);
  return fd;
}

#define OPENS(name)                                   \
  int name(const char *path, int flags, ...) {        \
    va_list more;                                     \
    va_start(more, flags);                            \
    mode_t mode = va_arg(more, mode_t);               \
    va_end(more);                                     \
    if (below(path) && fails(OPEN)) return -1;        \
    return opened(REAL(name)(path, flags, mode), path); \
  }
OPENS(open)
OPENS(open64)

int close(int fd) {
  if (fd >= 0 && fd < MOST) watched[fd] = 0;
  return REAL(close)(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (watches(fd) && fails(WRITE)) {
    int error = errno;
    if (control->torn) (void)!REAL(write)(fd, bytes, count / 2);
    errno = error;
    return -1;
  }
  return REAL(write)(fd, bytes, count);
}

#define WRITES_AT(name, offset_type)                                               \
  ssize_t name(int fd, const void *bytes, size_t count, offset_type at) {          \
    if (watches(fd) && fails(WRITE)) {                                             \
      int error = errno;                                                           \
      if (control->torn) (void)!REAL(name)(fd, bytes, count / 2, at);              \
      errno = error;                                                               \
      return -1;                                                                   \
    }                                                                              \
    return REAL(name)(fd, bytes, count, at);                                       \
  }
WRITES_AT(pwrite, off_t)
WRITES_AT(pwrite64, off64_t)

ssize_t read(int fd, void *bytes, size_t count) {
  return watches(fd) && fails(READ) ? -1 : REAL(read)(fd, bytes, count);
}
ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
  return watches(fd) && fails(READ) ? -1 : REAL(pread)(fd, bytes, count, at);
}
ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) {
  return watches(fd) && fails(READ) ? -1 : REAL(pread64)(fd, bytes, count, at);
}

int fsync(int fd) { return watches(fd) && fails(SYNC) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return watches(fd) && fails(SYNC) ? -1 : REAL(fdatasync)(fd); }

int ftruncate(int fd, off_t size) { return watches(fd) && fails(TRUNCATE) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return watches(fd) && fails(TRUNCATE) ? -1 : REAL(ftruncate64)(fd, size); }

/* Locks alone: on a file system without them every one is refused. */
#define CONTROLS(name)                                                                         \
  int name(int fd, int command, ...) {                                                         \
    va_list more;                                                                              \
    va_start(more, command);                                                                   \
    void *argument = va_arg(more, void *);                                                     \
    va_end(more);                                                                              \
    int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;                \
    return locks && watches(fd) && fails(LOCK) ? -1 : REAL(name)(fd, command, argument);        \
  }
CONTROLS(fcntl)
int fcntl64(int fd, int command, ...);
CONTROLS(fcntl64)

void *mmap64(void *address, size_t size, int protection, int flags, int fd, off64_t at) {
  return watches(fd) && fails(MAP) ? MAP_FAILED : REAL(mmap64)(address, size, protection, flags, fd, at);
}
void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t at) {
  return watches(fd) && fails(MAP) ? MAP_FAILED : REAL(mmap)(address, size, protection, flags, fd, at);
}
