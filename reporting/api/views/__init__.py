from reporting.api.views.catalogue import QUESTION, AnswerView, FiguresView, MeasuresView
from reporting.api.views.observations import ObservationList, ObservationObject

__all__ = ["QUESTION", "AnswerView", "FiguresView", "MeasuresView", "ObservationList", "ObservationObject"]
