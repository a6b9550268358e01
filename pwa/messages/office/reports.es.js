// What the reports say, in Spanish.
export default {
  "refusal.kernel.period_backwards": "El último día es anterior al primero.",
  "refusal.kernel.period_too_long": "Un informe abarca como mucho tres años. Elija un periodo más corto.",
  "refusal.books.journal_too_long":
    "En este tiempo pasó tanto que no cabe en un archivo. Elija un periodo más corto.",
  "refusal.books.no_such_part": "No hay tantos archivos.",
  "refusal.takings.missing": "Esto no está aquí.",
  "refusal.takings.not_theirs": "Uno de estos pagos lo registró otra persona.",
  "refusal.takings.nothing_to_hand_over":
    "Solo se entregan efectivo y cheques, y solo lo que no volvió al cliente.",
  "refusal.takings.handed_over_already":
    "Uno de estos pagos ya se había entregado. Deshágalo primero o quítelo de la lista.",
  "refusal.takings.undone_already": "Esto ya se había deshecho.",
};
