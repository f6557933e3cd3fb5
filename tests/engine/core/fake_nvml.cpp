// What NVML would say: one device on the bus, 87 % busy.
#include <cstring>

extern "C" {

int nvmlInit_v2() { return 0; }
int nvmlShutdown() { return 0; }

int nvmlDeviceGetHandleByPciBusId_v2(const char* id, void** device) {
    static int only;
    if (std::strcmp(id, "00000000:01:00.0") != 0) return 6; // NVML_ERROR_NOT_FOUND
    *device = &only;
    return 0;
}

int nvmlDeviceGetUtilizationRates(void*, unsigned int* rates) {
    rates[0] = 87;
    rates[1] = 20;
    return 0;
}
}
