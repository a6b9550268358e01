// What the phone says of credit notes and of jobs that were canceled, in Spanish.
export default {
  "state.canceled": "Cancelada",
  "state.credited": "Abonada",
  "unapplied.job_canceled": "{amount} sin aplicar: el trabajo fue cancelado",
  "unapplied.credited": "{amount} sin aplicar: una nota de crédito bajó lo que se debía",
  "invoice.credited": "Abonado",
  "invoice.canceled_on": "Cancelada con el trabajo el {day}. No hay nada que pagar.",
  "job.canceled_on": "Este trabajo se canceló el {day}: {reason}. Ya no se factura ni se debe nada de él.",
};
