import { type Text, text } from '../../text.ts'

/** What each state letter means for somebody who asks why nothing happens. fs/proc/array.c task_state_array; sched.h */
const STATES: Readonly<Record<string, { readonly name: Text; readonly says: Text }>> = {
  R: { name: text`running or runnable`, says: text`it is on a CPU or waits in line for one` },
  S: { name: text`sleeping`, says: text`it waits for something and a signal would wake it` },
  D: {
    name: text`uninterruptible sleep`,
    says: text`it waits inside the kernel, counts in the load, and signals wait with it, KILL too`,
  },
  I: { name: text`idle kernel thread`, says: text`it has no work; it does not count in the load` },
  T: { name: text`stopped`, says: text`a signal stopped it; CONT lets it go on` },
  t: { name: text`stopped by a tracer`, says: text`a debugger or strace holds it` },
  Z: {
    name: text`zombie`,
    says: text`it has ended and waits for its parent to ask how; it uses no memory and no CPU, only its pid`,
  },
  X: { name: text`dead`, says: text`it is being taken away` },
  P: { name: text`parked`, says: text`a kernel thread put aside while its CPU is offline` },
  K: { name: text`wakekill`, says: text`it waits and only a fatal signal would wake it` },
  W: { name: text`waking`, says: text`it is about to run` },
}

export function stateName(state: string): Text {
  return STATES[state]?.name ?? text`unknown state`
}

export function stateSays(state: string): Text {
  return STATES[state]?.says ?? text`this kernel has a state that whytop does not know`
}
