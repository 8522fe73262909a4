//! The state machine of a commendation, from sending to acknowledgement, thanks and withdrawal.
