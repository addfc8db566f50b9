drop table inspections.request_reject, inspections.request_import, inspections.rate_appeal, inspections.call_back, inspections.call_back_pick,
    inspections.call_back_sample, inspections.request_ticket, inspections.request_event, inspections.request_person, inspections.request,
    inspections.matter;
