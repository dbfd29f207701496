import { type Source, source } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { type Choice, parseChoice } from '../choice.ts'
import { type Entry, parseFolder } from '../folder.ts'
import { parseNumber } from '../number.ts'
import { parseWord } from '../sys/kernel.ts'

// Documentation/ABI/stable/sysfs-block, .../testing/sysfs-block-dm

/** Seconds: a disk is plugged in, and its scheduler is changed, by a person. */
const SLOWLY = 10

/** All whole disks; links tell the bus: `vda -> ../devices/pci0000:00/0000:00:02.0/virtio1/block/vda`. */
export const disks = source('/sys/block/', parseFolder, SLOWLY)

/** In sectors of 512 bytes, whatever the device has. 0: a loop device without a file, a drive without a disk. */
export function diskSize(name: string): Source<Bytes> {
  return of(name, 'size', (file) => parseNumber(file) * 512)
}

export function partitionSize(disk: string, name: string): Source<Bytes> {
  return of(disk, `${name.replaceAll('/', '!')}/size`, (file) => parseNumber(file) * 512)
}

/** What is asked of one disk. A file it has not is Missing: dm is of the device mapper, md of software RAID, loop of loop devices. */
export interface DiskFiles {
  readonly scheduler: Source<Choice>
  readonly rotational: Source<number>
  readonly nrRequests: Source<number>
  readonly readAheadKb: Source<number>
  readonly wbtLatUsec: Source<number>
  readonly logicalBlockSize: Source<number>
  readonly physicalBlockSize: Source<number>
  readonly removable: Source<number>
  readonly readOnly: Source<number>
  readonly model: Source<string>
  readonly vendor: Source<string>
  /** Hardware queues, one folder each. */
  readonly queues: Source<readonly Entry[]>
  /** What it is made of. */
  readonly slaves: Source<readonly Entry[]>
  readonly dmName: Source<string>
  readonly dmUuid: Source<string>
  readonly dmSuspended: Source<number>
  readonly mdLevel: Source<string>
  readonly mdDegraded: Source<number>
  readonly loopFile: Source<string>
}

export function diskFiles(name: string): DiskFiles {
  return {
    scheduler: of(name, 'queue/scheduler', parseChoice),
    rotational: of(name, 'queue/rotational', parseNumber),
    nrRequests: of(name, 'queue/nr_requests', parseNumber),
    readAheadKb: of(name, 'queue/read_ahead_kb', parseNumber),
    wbtLatUsec: of(name, 'queue/wbt_lat_usec', parseNumber),
    logicalBlockSize: of(name, 'queue/logical_block_size', parseNumber),
    physicalBlockSize: of(name, 'queue/physical_block_size', parseNumber),
    removable: of(name, 'removable', parseNumber),
    readOnly: of(name, 'ro', parseNumber),
    model: of(name, 'device/model', parseWord),
    vendor: of(name, 'device/vendor', parseWord),
    queues: of(name, 'mq/', parseFolder),
    slaves: of(name, 'slaves/', parseFolder),
    dmName: of(name, 'dm/name', parseWord),
    dmUuid: of(name, 'dm/uuid', parseWord),
    dmSuspended: of(name, 'dm/suspended', parseNumber),
    mdLevel: of(name, 'md/level', parseWord),
    mdDegraded: of(name, 'md/degraded', parseNumber),
    loopFile: of(name, 'loop/backing_file', parseWord),
  }
}

/** The folder of a disk: a `/` in its name is a `!` there. */
function of<T>(name: string, file: string, parse: (file: Buffer) => T): Source<T> {
  return source(`/sys/block/${name.replaceAll('/', '!')}/${file}`, parse, SLOWLY)
}
