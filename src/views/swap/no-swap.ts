import { bytesLong, bytesPerSecond, perSecond } from '../../format.ts'
import type { SwapLevel } from '../../model/swap/level.ts'
import type { SwapTraffic } from '../../model/swap/traffic.ts'
import type { Line } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'

/** A machine without swap: what that means, and what takes the place of swapping. */
export function noSwap(
  { available, memTotal, shmem }: SwapLevel,
  { majorFaults, refaultFile }: SwapTraffic,
  width: number,
): readonly Line[] {
  return [
    ...facts([{ label: text`Swap`, parts: words(text`off: this machine has none`) }], width),
    ...facts(
      [
        {
          label: text`So`,
          parts: words(
            text`memory of programs stays in RAM; when it is short only file pages can go, those of running programs too, then the OOM killer ends somebody`,
          ),
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`Watch`,
          parts: words(
            text`available ${bytesLong(available)} of ${bytesLong(memTotal)}`,
            text`shared memory and tmpfs ${bytesLong(shmem)}`,
            text`file refault ${bytesPerSecond(refaultFile)}`,
            text`${perSecond(majorFaults)} major faults/s`,
          ),
        },
      ],
      width,
    ),
    ...facts(
      [
        {
          label: text`Next`,
          parts: words(text`Memory (4) tells what is left`, text`Processes (→): USS, PSS, RSS as smem`),
        },
      ],
      width,
    ),
  ]
}

function words(...parts: readonly Text[]) {
  return parts.map((part) => ({ text: part, style: 'plain' as const }))
}
