import { type Source, source } from '../../source.ts'
import { parseFolder } from '../folder.ts'
import { parseNumber } from '../number.ts'

// Documentation/ABI/testing/sysfs-fs-ext4; fs/ext4/sysfs.c

const SLOWLY = 30

/** One folder for each mounted ext4, by its device (`vda1`, `dm-0`), beside `features`. */
export const ext4Systems = source('/sys/fs/ext4/', parseFolder, SLOWLY)

/** Errors that were found in its structures since the last e2fsck: kept on the disk, so also those of earlier boots. */
export function ext4Errors(device: string): Source<number> {
  return source(`/sys/fs/ext4/${device}/errors_count`, parseNumber, SLOWLY)
}
